"""The API in Django REST Framework, in one file, for gunicorn: `python -m gunicorn drf:application`."""
import os
from datetime import timedelta
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

URL = os.environ["DATABASE_URL"]
if URL.startswith("sqlite:"):
    DATABASE = {"ENGINE": "django.db.backends.sqlite3", "NAME": URL[len("sqlite:"):], "OPTIONS": {"timeout": 5}}
else:
    PARTS = urlsplit(URL)
    DATABASE = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": PARTS.path[1:],
        "USER": PARTS.username or "",
        "PASSWORD": PARTS.password or "",
        "HOST": PARTS.hostname or "",
        "PORT": PARTS.port or "",
    }

settings.configure(
    SECRET_KEY=os.environ["JWT_SECRET"],
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    TIME_ZONE="UTC",
    USE_I18N=False,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {**DATABASE, "CONN_MAX_AGE": None}},
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "rest_framework",
        "rest_framework_simplejwt.token_blacklist",
        "django_filters",
        __name__,
    ],
    MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"],
    REST_FRAMEWORK={
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
        "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
        "DEFAULT_FILTER_BACKENDS": [
            "django_filters.rest_framework.DjangoFilterBackend",
            "rest_framework.filters.SearchFilter",
            "rest_framework.filters.OrderingFilter",
        ],
        "PAGE_SIZE": 50,
    },
    SIMPLE_JWT={
        "ACCESS_TOKEN_LIFETIME": timedelta(minutes=5),
        "REFRESH_TOKEN_LIFETIME": timedelta(days=1),
        "ROTATE_REFRESH_TOKENS": True,
        "BLACKLIST_AFTER_ROTATION": True,
    },
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.db.backends.signals import connection_created  # noqa: E402
from django.urls import include, path  # noqa: E402
from rest_framework import mixins, pagination, permissions, response, routers, serializers, views, viewsets  # noqa: E402
from rest_framework_simplejwt.views import TokenObtainPairView, TokenRefreshView  # noqa: E402


class Author(models.Model):
    name = models.CharField(max_length=200)

    class Meta:
        app_label, db_table, ordering = __name__, "library_author", ["id"]


class Book(models.Model):
    title = models.CharField(max_length=200)
    price = models.DecimalField(max_digits=8, decimal_places=2)
    published = models.DateField()
    in_print = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="books")

    class Meta:
        app_label, db_table, ordering = __name__, "library_book", ["id"]


class Publisher(models.Model):
    name = models.CharField(max_length=200)
    books = models.ManyToManyField(Book, related_name="publishers")

    class Meta:
        app_label, db_table, ordering = __name__, "library_publisher", ["id"]


class AuthorSerializer(serializers.ModelSerializer):
    class Meta:
        model, fields = Author, ["id", "name"]


class BookSerializer(serializers.ModelSerializer):
    author = AuthorSerializer(read_only=True)
    author_id = serializers.PrimaryKeyRelatedField(source="author", queryset=Author.objects.all(), write_only=True)

    class Meta:
        model = Book
        fields = ["id", "title", "price", "published", "in_print", "created_at", "author", "author_id"]


class PublisherSerializer(serializers.ModelSerializer):
    books = BookSerializer(many=True, read_only=True)

    class Meta:
        model, fields = Publisher, ["id", "name", "books"]


class BookViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.CreateModelMixin, viewsets.GenericViewSet
):
    queryset = Book.objects.select_related("author")
    serializer_class = BookSerializer
    filterset_fields = ["in_print"]
    search_fields = ["title"]
    ordering_fields = ["id", "title", "price", "published", "created_at"]


class TenPerPage(pagination.PageNumberPagination):
    page_size = 10


class PublisherViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    queryset = Publisher.objects.prefetch_related(models.Prefetch("books", Book.objects.select_related("author")))
    serializer_class = PublisherSerializer
    pagination_class = TenPerPage


class MeView(views.APIView):
    permission_classes = [permissions.IsAuthenticated]

    def get(self, request):
        return response.Response({"id": request.user.pk, "username": request.user.username})


router = routers.DefaultRouter()
router.register("books", BookViewSet)
router.register("publishers", PublisherViewSet)

urlpatterns = [
    path("api/token/", TokenObtainPairView.as_view()),
    path("api/token/refresh/", TokenRefreshView.as_view()),
    path("api/me/", MeView.as_view()),
    path("api/", include(router.urls)),
]


def set_up_connection(connection, **kwargs):
    """The same durability as the other peers on SQLite."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = NORMAL")


connection_created.connect(set_up_connection)


def prepare():
    """Makes the tables and the user."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode = WAL")
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in (Author, Book, Publisher):
            editor.create_model(model)
    User.objects.create_user(os.environ["BENCH_USERNAME"], password=os.environ["BENCH_PASSWORD"])


application = get_wsgi_application()
