"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.registers import views

urlpatterns = [
    path("recueil/", views.register, name="register"),
    path("recueil/<int:pk>/", views.register_issue, name="register-issue"),
    path("actes/", views.acts, name="acts"),
    path("actes/<int:pk>/pdf/", views.act_file, name="act-file"),
]
