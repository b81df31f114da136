"""The main flow: layers in, a plan out. The command line, jobs and notebooks call this."""

from gridmap.pipeline.making import make_plan, plan_tessellated
from gridmap.pipeline.settings import PlanSettings
from gridmap.pipeline.tessellated import Tessellated, project_layers, tessellate_layers

__all__ = [
    "PlanSettings",
    "Tessellated",
    "make_plan",
    "plan_tessellated",
    "project_layers",
    "tessellate_layers",
]
