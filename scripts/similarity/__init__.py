"""How well near copies are told from honest work, beside Dolos; the page `docs/similarity.md`."""
