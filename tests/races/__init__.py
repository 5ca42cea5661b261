"""What must hold when many people want the same thing at once."""
