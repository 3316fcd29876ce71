//! Small projects for the tests of this module.
