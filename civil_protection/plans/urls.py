"""Addresses of the plans, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.plans import views, views_content, views_readiness, views_use

urlpatterns = [
    path("plans/", views.plans, name="plans"),
    path("plans/nouveau/", views.plan_new, name="plan-new"),
    path("plans/fraicheur/", views.freshness, name="plans-freshness"),
    path("plans/rapport/", views.report, name="plans-report"),
    path("plans/rapport/pdf/", views.report_pdf, name="plans-report-pdf"),
    path("plans/fiches/", views_content.cards, name="reflex-cards"),
    path("plans/fiches/<int:pk>/", views_content.card, name="reflex-card"),
    path("plans/fiches/<int:pk>/actions/", views_content.card_action_new, name="reflex-action-new"),
    path("plans/fiches/actions/<int:pk>/retirer/", views_content.card_action_remove, name="reflex-action-remove"),
    path("plans/annexes/<int:pk>/", views_content.annex, name="plan-annex"),
    path("plans/diffusion/", views_use.copies, name="plan-copies"),
    path("plans/diffusion/<int:pk>/", views_use.copy, name="plan-copy"),
    path("plans/activations/", views_use.activations, name="activations"),
    path("plans/activations/<int:pk>/", views_use.activation, name="activation"),
    path("plans/activations/<int:pk>/niveau/", views_use.activation_stage, name="activation-stage"),
    path("plans/activations/<int:pk>/lever/", views_use.activation_lift, name="activation-lift"),
    path("plans/moyens/", views_use.means, name="orsec-means"),
    path("plans/moyens/nouveau/", views_use.means_new, name="orsec-means-new"),
    path("plans/moyens/<int:pk>/", views_use.means_change, name="orsec-means-change"),
    path("plans/acteurs/", views_readiness.actors, name="orsec-actors"),
    path("plans/acteurs/nouveau/", views_readiness.actor_new, name="orsec-actor-new"),
    path("plans/acteurs/<int:pk>/", views_readiness.actor_change, name="orsec-actor-change"),
    path("plans/capacites/", views_readiness.capacities, name="orsec-capacities"),
    path("plans/capacites/nouvelle/", views_readiness.capacity_new, name="orsec-capacity-new"),
    path("plans/capacites/<int:pk>/", views_readiness.capacity_change, name="orsec-capacity-change"),
    path("plans/avis/<int:pk>/", views.opinion, name="plan-opinion"),
    path("plans/avis/<int:pk>/lettre/", views.opinion_letter, name="plan-opinion-letter"),
    path("plans/actes/<int:pk>/", views.act_pdf, name="plan-act"),
    path("plans/actes/<int:pk>/publication/", views.publication, name="plan-act-publication"),
    path("plans/<slug:code>/", views.plan, name="plan"),
    path("plans/<slug:code>/modifier/", views.plan_change, name="plan-change"),
    path("plans/<slug:code>/projet-arrete/", views.draft_order, name="plan-draft-order"),
    path("plans/<slug:code>/avis-au-public/", views.notice, name="plan-notice"),
    path("plans/<slug:code>/relancer/", views_use.remind, name="plan-remind"),
    path("plans/<slug:code>/<slug:verb>/", views.plan_act, name="plan-step"),
]
