"""The main flow: layers in, a plan out. The command line, jobs and notebooks call this."""

from gridmap.pipeline.ground import Ground, make_ground, project_layers
from gridmap.pipeline.making import make_plan, plan_ground
from gridmap.pipeline.settings import PlanSettings

__all__ = [
    "Ground",
    "PlanSettings",
    "make_ground",
    "make_plan",
    "plan_ground",
    "project_layers",
]
