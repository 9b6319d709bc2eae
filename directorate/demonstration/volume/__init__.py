"""Cases by the hundred thousand, for benchmarks: invented people, real communes, dates computed by the engine itself.

`words` are the words, `answers` what is typed in the forms, `roads` how far each case has gone, `rows` its lines for
COPY, `generation` the whole.
"""
