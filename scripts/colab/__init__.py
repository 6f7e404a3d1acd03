"""`make colab`: today's Colab runtime, rebuilt here, with every lesson run in it."""
