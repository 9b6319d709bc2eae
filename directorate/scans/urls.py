"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.scans import views

urlpatterns = [
    path("actes-numerises/", views.scans, name="scans"),
    path("actes-numerises/deposer/", views.scan_new, name="scan-new"),
    path("actes-numerises/<uuid:pk>/", views.scan, name="scan"),
    path("actes-numerises/<uuid:pk>/fichier/", views.scan_file, name="scan-file"),
    path("actes-numerises/<uuid:pk>/pages/<int:rank>/", views.scan_page, name="scan-page"),
    path("actes-numerises/<uuid:pk>/pages/<int:rank>/vignette/", views.scan_thumbnail, name="scan-thumbnail"),
    path("actes-numerises/<uuid:pk>/pages/<int:rank>/ecarter/", views.scan_page_aside, name="scan-page-aside"),
    path("dossiers/<str:reference>/copies-signees/<int:pk>/", views.signed_copy, name="signed-copy"),
    path(
        "dossiers/<str:reference>/actes/<int:pk>/copie-signee/", views.signed_copy_replace, name="signed-copy-replace"
    ),
]
