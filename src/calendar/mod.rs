//! Dates as people write them: texts, instants, working days, meetings, and the rules that tie milestones together.
