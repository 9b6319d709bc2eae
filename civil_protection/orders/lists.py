"""The list of the orders of crises."""

from civil_protection.crisis.lists import declared
from civil_protection.orders import filters, queries, tables

ORDERS = declared("crisis-orders", "Arrêtés de crise", queries.orders, tables.order_table, filters.OrderFilter,
                  "arretes-de-crise")  # fmt: skip
