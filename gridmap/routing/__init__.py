"""Ways along roads: networks, service circles, patrols."""
