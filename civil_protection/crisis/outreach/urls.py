"""Addresses of what a crisis tells the public, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.crisis.outreach import views

urlpatterns = [
    path("crises/communiques/", views.crisis_releases, name="crisis-releases"),
    path("crises/reponses/", views.crisis_answers, name="crisis-answers"),
    path("crises/appels/", views.crisis_calls, name="crisis-calls"),
    path("crises/<int:pk>/communiques/nouveau/", views.release_new, name="crisis-release-new"),
    path("crises/<int:pk>/communiques/<int:item>/", views.release_page, name="crisis-release"),
    path("crises/<int:pk>/communiques/<int:item>/modifier/", views.release_edit, name="crisis-release-edit"),
    path("crises/<int:pk>/communiques/<int:item>/valider/", views.release_validate, name="crisis-release-validate"),
    path("crises/<int:pk>/reponses/nouvelle/", views.answer_new, name="crisis-answer-new"),
    path("crises/<int:pk>/reponses/<int:item>/", views.answer_page, name="crisis-answer"),
    path("crises/<int:pk>/reponses/<int:item>/modifier/", views.answer_edit, name="crisis-answer-edit"),
    path("crises/<int:pk>/reponses/<int:item>/retirer/", views.answer_withdraw, name="crisis-answer-withdraw"),
    path("crises/<int:pk>/appels/", views.calls, name="crisis-call-count"),
]
