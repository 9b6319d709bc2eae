"""Addresses of the monthly notes, included under the namespace `public_order`."""

from django.urls import path

from public_order.monthly import views, views_door

NOTE = "ordre-public/notes-mensuelles/<int:pk>/"
MONTHS = "ordre-public/mois-exceptionnels/"
DOOR = "note-mensuelle/<str:code>/"

urlpatterns = [
    path("ordre-public/notes-mensuelles/", views.monthly_notes, name="monthly-notes"),
    path("ordre-public/notes-mensuelles/nouvelle/", views.monthly_note_new, name="monthly-note-new"),
    path("ordre-public/notes-mensuelles/derniere/<int:pk>/", views.monthly_note_last, name="monthly-note-last"),
    path("ordre-public/notes-mensuelles/commentaires/<int:pk>/retirer/", views.monthly_comment_drop,
         name="monthly-comment-drop"),
    path("ordre-public/notes-mensuelles/envois/<int:pk>/retirer/", views.note_dispatch_revoke,
         name="note-dispatch-revoke"),
    path("ordre-public/notes-mensuelles/envois/<int:pk>/renvoyer/", views.note_dispatch_resend,
         name="note-dispatch-resend"),
    path(NOTE, views.monthly_note, name="monthly-note"),
    path(f"{NOTE}note.<slug:kind>", views.monthly_note_file, name="monthly-note-file"),
    path(f"{NOTE}chiffres/<slug:line>/<slug:span>/", views.monthly_figure, name="monthly-figure"),
    path(f"{NOTE}chiffres/<slug:line>/<slug:span>/commenter/", views.monthly_comment, name="monthly-comment"),
    path(f"{NOTE}<slug:verb>/", views.monthly_note_act, name="monthly-note-act"),
    path(MONTHS, views.exceptional_months, name="exceptional-months"),
    path(f"{MONTHS}nouveau/", views.exceptional_month_new, name="exceptional-month-new"),
    path(f"{MONTHS}<int:pk>/retirer/", views.exceptional_month_drop, name="exceptional-month-drop"),
    path(DOOR, views_door.note_door, name="note-door"),
    path(f"{DOOR}note.pdf", views_door.note_door_file, name="note-door-file"),
]  # fmt: skip
