"""One rule, one module.

Rules about a person alone (`certificate`, `leave`, `training`) say on which half-days somebody may
work; rules about a person and a target (`membership`, `qualification`, `recusal`, `travel`) whether
and on which days they may meet; rules about visits (`team`, `occupation`, `workload`,
`consecutive`, `caps`, `gaps`, `frequency`, `budget`) constrain the model; `crowd` repeats what they
imply where a proof that something is impossible is sought.

The auditor (`planner.audit`) finds violations of the same rules with code of its own.
"""
