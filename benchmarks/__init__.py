"""Side-by-side measurements against named peers; the last tables stand in RESULTS.md."""
