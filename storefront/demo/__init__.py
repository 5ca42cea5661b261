"""The demo shop: a brand and its products, made through the domains' front doors."""
