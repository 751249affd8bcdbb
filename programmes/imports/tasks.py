"""What is done in the background, by the worker that `manage.py db_worker` starts."""

from django_tasks import task

from programmes.imports.performing import perform


@task()
def perform_import(run_pk: int, *, apply: bool) -> None:
    """Read or write a long file; what became of it is in the run."""
    perform(run_pk, apply=apply)
