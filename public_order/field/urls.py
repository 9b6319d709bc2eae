"""Addresses of daily security, included under the namespace `public_order`."""

from django.urls import path

from public_order.field import views

SECTOR = "ordre-public/psq/secteurs/"
PROBLEM = "ordre-public/psq/problemes/"

urlpatterns = [
    path(SECTOR, views.psq_sectors, name="psq-sectors"),
    path(f"{SECTOR}nouveau/", views.psq_sector_new, name="psq-sector-new"),
    path(f"{SECTOR}<int:pk>/", views.psq_sector, name="psq-sector"),
    path(f"{SECTOR}<int:pk>/modifier/", views.psq_sector_edit, name="psq-sector-edit"),
    path(f"{SECTOR}<int:pk>/signaler/", views.gpo_problem_new, name="gpo-problem-new"),
    path(PROBLEM, views.gpo_problems, name="gpo-problems"),
    path(f"{PROBLEM}<int:pk>/", views.gpo_problem, name="gpo-problem"),
    path(f"{PROBLEM}<int:pk>/point/", views.gpo_step, name="gpo-step"),
    path(f"{PROBLEM}<int:pk>/action/", views.gpo_action_new, name="gpo-action-new"),
    path("ordre-public/psq/actions/<int:pk>/faite/", views.gpo_action_done, name="gpo-action-done"),
]
