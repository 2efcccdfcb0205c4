"""Voting: mass ballots (群众评议), expert panels (专家评), collective determinations (组织审).

Where this wing and the others meet: a closed vote leaves one `VoteItem` an item, with its `result` and `counts`.

- `mass`: `passed` or `failed`, written when the box was counted. Counts: each option by its own words, `invalid`,
  `valid`; none where fewer papers came back than the floor of anonymity.
- `panel`: a grade. Counts: each grade of the scale, `abstain`, `valid`.
- `meeting`: the determined grade, '' where the motion did not pass. Counts: `base`, `present`, `approve`, `against`,
  `abstain`, and of the motion `grade`, `expert_grade`, `reason`, `rectify_days`.

If a panel's result changes after its vote was closed (R-EXP-9), due work `expert_result_changed` names the vote.
"""
