"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.registers import views

urlpatterns = [
    path("recueil/", views.register, name="register"),
    path("recueil/<int:pk>/", views.register_issue, name="register-issue"),
    path("recueil/actes/<int:pk>/", views.register_act, name="register-act"),
    path("recueil/actes/<int:pk>/rectifier/", views.register_correct, name="register-correct"),
    path("recueil/public/", views.register_public, name="register-public"),
    path("recueil/public/<int:year>/<int:number>/", views.register_public_issue, name="register-public-issue"),
    path(
        "recueil/public/<int:year>/<int:number>/<slug:name>/", views.register_public_file, name="register-public-file"
    ),
    path("actes/", views.acts, name="acts"),
    path("actes/<int:pk>/pdf/", views.act_file, name="act-file"),
]
