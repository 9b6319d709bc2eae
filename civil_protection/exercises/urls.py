"""Addresses of exercises and of their lessons, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.exercises import views, views_reviews

urlpatterns = [
    path("exercices/", views.exercises, name="exercises"),
    path("exercices/nouveau/", views.exercise_new, name="exercise-new"),
    path("exercices/calendrier/", views.this_year, name="exercise-calendar"),
    path("exercices/calendrier/<int:year>/", views.calendar, name="exercise-year"),
    path("exercices/calendrier/<int:year>/pdf/", views.calendar_pdf, name="exercise-year-pdf"),
    path("exercices/calendrier/<int:year>/arrete/", views.calendar_order, name="exercise-year-order"),
    path("exercices/objectifs/<int:pk>/", views.objective, name="exercise-objective"),
    path("exercices/objectifs/<int:pk>/<slug:verb>/", views.objective_act, name="exercise-objective-act"),
    path("exercices/injects/<int:pk>/", views.inject, name="exercise-inject"),
    path("exercices/injects/<int:pk>/jouer/", views.play, name="exercise-play"),
    path("exercices/injects/<int:pk>/<slug:verb>/", views.inject_act, name="exercise-inject-act"),
    path("exercices/<int:pk>/", views.exercise, name="exercise"),
    path("exercices/<int:pk>/conduite/", views.conduct, name="exercise-conduct"),
    path("exercices/<int:pk>/pdf/", views.exercise_pdf, name="exercise-pdf"),
    path("exercices/<int:pk>/<slug:verb>/", views.exercise_act, name="exercise-act"),
    path("retex/", views_reviews.reviews, name="reviews"),
    path("retex/nouveau/", views_reviews.review_new, name="review-new"),
    path("retex/actions/", views_reviews.actions, name="review-actions"),
    path("retex/actions/anciennes/", views_reviews.old_actions, name="review-actions-old"),
    path("retex/actions/anciennes/pdf/", views_reviews.old_actions_pdf, name="review-actions-old-pdf"),
    path("retex/actions/<int:pk>/", views_reviews.action, name="review-action"),
    path("retex/<int:pk>/", views_reviews.review, name="review"),
    path("retex/<int:pk>/pdf/", views_reviews.review_pdf, name="review-pdf"),
    path("retex/<int:pk>/<slug:verb>/", views_reviews.review_act, name="review-act"),
]
