"""act/orders as a Django app."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "cocity.act.orders"
    label = "act_orders"
