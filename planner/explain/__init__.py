"""Why a plan is as it is: conflicts, remedies, alternatives.

`conflict` finds the smallest set of rules that keeps a visit out, `remedy` the least changes that
let it in, `why` what else a visit could be, `who` who could stand in for a member.
"""
