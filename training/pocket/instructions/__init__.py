"""Instruction pairs and prompts for the pocket model, built from permissively licensed sources."""
