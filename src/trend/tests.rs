//! Tests of the lines through the revisions of a plan.
