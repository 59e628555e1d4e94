"""What a capture may reach, and whether what came back shows the post. Pure."""
