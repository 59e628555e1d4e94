"""The look of the hub: form fields, template tags and the renderer of the design system."""
