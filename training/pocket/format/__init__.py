"""Layouts of training sequences: fill-in-the-middle documents, conversations, and their packing."""
