"""Legal time, pure: public holidays, date arithmetic, the clock with completeness, suspension and silence."""
