from django.urls import path

from public_order.grants.payments import views

GRANT = "ordre-public/fipd/demandes/<int:pk>/execution/"
PAYMENT = "ordre-public/fipd/versements/<int:pk>/"
RECOVERY = "ordre-public/fipd/reversements/<int:pk>/"

urlpatterns = [
    path(GRANT, views.grant_execution, name="grant-execution"),
    path(f"{GRANT}<slug:verb>/", views.grant_execution_act, name="grant-execution-act"),
    path("ordre-public/fipd/versements/", views.grant_payments, name="grant-payments"),
    path(f"{PAYMENT}certificat.<slug:kind>", views.grant_certificate, name="grant-certificate"),
    path(f"{PAYMENT}<slug:verb>/", views.grant_payment_act, name="grant-payment-act"),
    path("ordre-public/fipd/comptes-rendus/", views.grant_reports, name="grant-reports"),
    path("ordre-public/fipd/comptes-rendus/relances/", views.grant_alert_letters, name="grant-alert-letters"),
    path("ordre-public/fipd/relances/<int:pk>.<slug:kind>", views.grant_alert_letter, name="grant-alert-letter"),
    path("ordre-public/fipd/avenants/<int:pk>.<slug:kind>", views.grant_amendment_act, name="grant-amendment-act"),
    path("ordre-public/fipd/reversements/", views.grant_recoveries, name="grant-recoveries"),
    path(f"{RECOVERY}<slug:name>.<slug:kind>", views.grant_recovery_letter, name="grant-recovery-letter"),
    path(f"{RECOVERY}<slug:verb>/", views.grant_recovery_act, name="grant-recovery-act"),
]
