//! What the formats of an audit make of hostile text.
