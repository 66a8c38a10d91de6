"""One person at the kiosk, as a pure function: a module a capability, `step` leads to them."""
