"""How dates are written, for languages where Django's own form does not fit."""
