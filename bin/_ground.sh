# Shared ground of bin/run, bin/test, bin/check and bin/bench: sourced by them, never run by itself.
# What belongs here: saying things, finding Python, installing what is missing, the virtual environment.
# Messages are in French because whoever installs the portal reads them.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PIP_DISABLE_PIP_VERSION_CHECK=1
ME=bin/$(basename "$0")
VENV=.venv

# What WeasyPrint (the PDF documents) needs from the system.
SYSTEM_LIBRARIES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)

say() { printf '→ %s\n' "$*"; }

# fail "what is wrong" "what to do" …: one paragraph on the error output, and the end.
fail() {
    printf '\n%s : %s\n' "$ME" "$1" >&2
    shift
    for line in "$@"; do printf '    %s\n' "$line" >&2; done
    printf '\n' >&2
    exit 1
}

# --- the folder -----------------------------------------------------------------------------------

require_writable_folder() {
    mkdir -p var 2>/dev/null && : 2>/dev/null >var/.writable && rm -f var/.writable && return
    fail "le dossier « $PWD » n’est pas accessible en écriture pour l’utilisateur « $(id -un) »." \
        "Le portail y range sa base de données (var/) et ses bibliothèques ($VENV/)." \
        "Copiez le projet dans un dossier qui vous appartient, par exemple :" \
        "cp -r \"$PWD\" ~/portail && cd ~/portail && $ME"
}

# --- Debian packages ------------------------------------------------------------------------------

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Prints those of the packages named that this machine does not have.
missing_packages() {
    for package in "$@"; do is_installed "$package" || printf '%s ' "$package"; done
}

# install_packages "why" package…: installs by apt where that is allowed; otherwise says what to type.
install_packages() {
    local why=$1 as_root=() command log=var/apt.log
    shift
    [ $# -gt 0 ] || return 0
    command -v apt-get >/dev/null || fail "il manque à ce système : $*." \
        "Ce script n’installe que par apt (Debian, Ubuntu). Installez l’équivalent, puis relancez $ME."
    if [ "$(id -u)" != 0 ]; then
        if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
            as_root=(sudo -n)
        else
            command="apt-get update && apt-get install -y --no-install-recommends $*"
            if command -v sudo >/dev/null; then command="sudo sh -c '$command'"; else command="su -c '$command'"; fi
            fail "il manque des paquets du système ($why), et cet utilisateur ne peut pas les installer." \
                "Tapez la commande suivante, puis relancez $ME :" "$command"
        fi
    fi
    say "Installation de paquets du système ($why) : $*"
    # The lists of packages may be absent or old (a new machine): update them only when needed, it is slow.
    apt_get install -y --no-install-recommends "$@" >"$log" 2>&1 && return
    apt_get update >"$log" 2>&1 || true
    apt_get install -y --no-install-recommends "$@" >>"$log" 2>&1 && return
    if says_no_network "$log"; then
        fail "impossible de joindre les dépôts de paquets." \
            "Vérifiez la connexion au réseau, puis relancez $ME. Le détail est dans $log."
    fi
    tail -n 5 "$log" >&2
    fail "apt-get n’a pas pu installer : $*." "Le détail est dans $log."
}

apt_get() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get "$@" </dev/null; }

# True when the log of apt or pip shows that the network is the trouble.
says_no_network() {
    grep -qiE 'resolv|getaddrinfo|network is unreachable|connection (refused|timed out|error|failed)|newconnectionerror|could not connect|cannot initiate|dns error|failed to (connect|fetch)|max retries' "$1"
}

# --- Python ---------------------------------------------------------------------------------------

suits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; }

# Prints the first Python that suits; nothing when there is none.
find_python() {
    for candidate in python3 python3.12 python3.11 python3.13 python3.14; do
        if suits "$candidate"; then command -v "$candidate" && return; fi
    done
    return 0
}

has_uv() { command -v uv >/dev/null; }

# Packages needed so that a virtual environment can be made: none where Python and its venv are there.
python_packages() {
    local python
    python=$(find_python)
    if [ -z "$python" ]; then
        missing_packages python3 python3-venv
    elif ! has_uv && ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "$(basename "$python")-venv"
    fi
}

require_python() {
    local found
    PYTHON=$(find_python)
    [ -z "$PYTHON" ] || return 0
    found=$(python3 --version 2>/dev/null || echo "aucun Python")
    fail "il faut Python 3.11, 3.12, 3.13 ou 3.14 ; trouvé : $found." \
        "Sur Debian 12 ou plus récent et Ubuntu 24.04 : sudo apt-get install -y python3 python3-venv" \
        "Sur un système plus ancien, mettez-le à jour ou installez un Python plus récent à côté."
}

# --- the virtual environment ----------------------------------------------------------------------

# install_python_packages base|test: makes .venv, then installs from the lock file when it has changed.
install_python_packages() {
    local lock=requirements/$1.txt stamp=$VENV/installed-$1.sha256
    require_python
    (
        flock 9 # two commands started together do not install at the same time
        if ! suits "$VENV/bin/python"; then
            say "Création de l’environnement Python ($VENV, $("$PYTHON" --version))"
            rm -rf "$VENV"
            if has_uv; then uv venv --quiet --python "$PYTHON" "$VENV"; else "$PYTHON" -m venv "$VENV"; fi
        fi
        if ! sha256sum --check --status "$stamp" 2>/dev/null; then
            say "Installation des bibliothèques Python de $lock (quelques minutes la première fois)"
            install_locked "$lock"
            sha256sum requirements/base.txt >"$VENV/installed-base.sha256"
            sha256sum "$lock" >"$stamp"
        fi
    ) 9>var/install.lock
}

install_locked() {
    local log=var/pip.log
    if has_uv; then
        uv pip install --python "$VENV/bin/python" --require-hashes -r "$1" >"$log" 2>&1 && return
    else
        "$VENV/bin/python" -m pip install --retries 2 --require-hashes -r "$1" >"$log" 2>&1 && return
    fi
    if says_no_network "$log"; then
        fail "impossible de télécharger les bibliothèques Python." \
            "Vérifiez la connexion au réseau, puis relancez $ME. Le détail est dans $log."
    fi
    tail -n 5 "$log" >&2
    fail "l’installation des bibliothèques Python a échoué." "Le détail est dans $log."
}

# prepare base|test [package…]: all of the above in the order a new machine needs it.
prepare() {
    local lock=$1
    shift
    require_writable_folder
    # shellcheck disable=SC2046  # the lists are lists of words
    install_packages "Python et bibliothèques du système" $(python_packages) \
        $(missing_packages "${SYSTEM_LIBRARIES[@]}" "$@")
    install_python_packages "$lock"
}

manage() { "$VENV/bin/python" manage.py "$@"; }
