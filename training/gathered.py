"""Plans whose indicators stand over several rows of actions, as they do in many offices' plans and
in few of the invented ones: their text runs on over the edges between these rows."""

from __future__ import annotations

from random import Random

from training.plans import PlanComponent, PlanRow, PlanSource

_GATHERED, _JOINED, _MOST = 0.6, 0.5, 5


def gathered(plan: PlanSource, rng: Random) -> PlanSource:
    """A plan, with indicators that go on over the next rows of their component."""
    areas = []
    for area in plan.areas:
        components = [_component(component, rng) for component in area.components]
        areas.append(area.model_copy(update={"components": components}))
    return plan.model_copy(update={"areas": areas})


def _component(component: PlanComponent, rng: Random) -> PlanComponent:
    rows: list[PlanRow] = []
    head = 0  # the row with the indicator
    for row in component.rows:
        above = rows[head].indicator if rows else None
        if above and row.action and len(rows) - head < _MOST and rng.random() < _GATHERED:
            if row.indicator and rng.random() < _JOINED:
                text = row.indicator[0].lower() + row.indicator[1:]
                whole = f"{above.rstrip('.;')} serta {text}"
                rows[head] = rows[head].model_copy(update={"indicator": whole})
            row = row.model_copy(update={"indicator": ""})
        else:
            head = len(rows)
        rows.append(row)
    return component.model_copy(update={"rows": rows})
