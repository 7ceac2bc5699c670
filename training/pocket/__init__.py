"""Makes the pocket MoE: sparse upcycling of a dense base model, training, export to GGUF."""
