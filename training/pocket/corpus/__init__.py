"""The training corpus: permissively licensed code, filtered, deduplicated, decontaminated."""
