"""The PDF documents: what each says, as frozen data, and their rendering.

A document is built from an object the reader may see and a situation (two dates); its template only lays it out.
"""
