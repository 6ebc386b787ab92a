CREATE TABLE "auth_user" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "password" varchar(128) NOT NULL,
  "last_login" datetime NULL,
  "is_superuser" bool NOT NULL,
  "username" varchar(150) NOT NULL,
  "first_name" varchar(150) NOT NULL,
  "last_name" varchar(150) NOT NULL,
  "email" varchar(254) NOT NULL,
  "is_staff" bool NOT NULL,
  "is_active" bool NOT NULL,
  "date_joined" datetime NOT NULL
);
CREATE UNIQUE INDEX "auth_user_username_uniq" ON "auth_user" ("username");
CREATE TABLE "author" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "name" varchar(100) NOT NULL,
  "born" date NULL,
  "biography" text NOT NULL,
  "mentor_id" bigint NULL REFERENCES "author" ("id") DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX "author_mentor_id_idx" ON "author" ("mentor_id");
CREATE INDEX "author_name_idx" ON "author" ("name");
CREATE TABLE "book" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "title" varchar(200) NOT NULL,
  "isbn" varchar(13) NOT NULL,
  "price" decimal NOT NULL,
  "pages" integer unsigned NOT NULL CHECK ("pages" >= 0),
  "language" varchar(2) NOT NULL,
  "published" date NULL,
  "in_print" bool NOT NULL,
  "stock" integer unsigned NOT NULL CHECK ("stock" >= 0),
  "created_at" datetime NOT NULL,
  "author_id" bigint NOT NULL REFERENCES "author" ("id") DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX "book_isbn_uniq" ON "book" ("isbn");
CREATE UNIQUE INDEX "book_title_author_id_uniq" ON "book" ("title", "author_id");
CREATE INDEX "book_author_id_idx" ON "book" ("author_id");
CREATE INDEX "book_published_idx" ON "book" ("published");
CREATE TABLE "book_tags" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "book_id" bigint NOT NULL REFERENCES "book" ("id") DEFERRABLE INITIALLY DEFERRED,
  "tag_id" bigint NOT NULL REFERENCES "tag" ("id") DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX "book_tags_book_id_tag_id_uniq" ON "book_tags" ("book_id", "tag_id");
CREATE INDEX "book_tags_book_id_idx" ON "book_tags" ("book_id");
CREATE INDEX "book_tags_tag_id_idx" ON "book_tags" ("tag_id");
CREATE TABLE "jwt_outstanding_token" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "jti" varchar(255) NOT NULL,
  "user_id" varchar(255) NULL,
  "family" char(32) NULL,
  "created_at" datetime NOT NULL,
  "expires_at" datetime NOT NULL,
  "blacklisted_at" datetime NULL
);
CREATE UNIQUE INDEX "jwt_outstanding_token_jti_uniq" ON "jwt_outstanding_token" ("jti");
CREATE INDEX "jwt_outstanding_token_expires_at_idx" ON "jwt_outstanding_token" ("expires_at");
CREATE INDEX "jwt_outstanding_token_family_idx" ON "jwt_outstanding_token" ("family");
CREATE INDEX "jwt_outstanding_token_user_id_idx" ON "jwt_outstanding_token" ("user_id");
CREATE TABLE "order_line" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "order_id" bigint NOT NULL REFERENCES "shop_order" ("id") DEFERRABLE INITIALLY DEFERRED,
  "book_id" bigint NOT NULL REFERENCES "book" ("id") DEFERRABLE INITIALLY DEFERRED,
  "quantity" integer unsigned NOT NULL CHECK ("quantity" >= 0),
  "unit_price" decimal NOT NULL
);
CREATE UNIQUE INDEX "order_line_order_id_book_id_uniq" ON "order_line" ("order_id", "book_id");
CREATE INDEX "order_line_book_id_idx" ON "order_line" ("book_id");
CREATE INDEX "order_line_order_id_idx" ON "order_line" ("order_id");
CREATE TABLE "publisher" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "name" varchar(100) NOT NULL,
  "city" varchar(60) NOT NULL,
  "founded" smallint NULL
);
CREATE UNIQUE INDEX "publisher_name_uniq" ON "publisher" ("name");
CREATE TABLE "publisher_books" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "publisher_id" bigint NOT NULL REFERENCES "publisher" ("id") DEFERRABLE INITIALLY DEFERRED,
  "book_id" bigint NOT NULL REFERENCES "book" ("id") DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX "publisher_books_publisher_id_book_id_uniq" ON "publisher_books" ("publisher_id", "book_id");
CREATE INDEX "publisher_books_book_id_idx" ON "publisher_books" ("book_id");
CREATE INDEX "publisher_books_publisher_id_idx" ON "publisher_books" ("publisher_id");
CREATE TABLE "review" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "book_id" bigint NOT NULL REFERENCES "book" ("id") DEFERRABLE INITIALLY DEFERRED,
  "user_id" bigint NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
  "stars" smallint NOT NULL,
  "text" text NOT NULL,
  "created_at" datetime NOT NULL,
  CONSTRAINT "review_stars_range" CHECK ("stars" BETWEEN 1 AND 5)
);
CREATE UNIQUE INDEX "review_book_id_user_id_uniq" ON "review" ("book_id", "user_id");
CREATE INDEX "review_book_id_idx" ON "review" ("book_id");
CREATE INDEX "review_user_id_idx" ON "review" ("user_id");
CREATE TABLE "shop_order" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "user_id" bigint NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED,
  "status" varchar(9) NOT NULL,
  "created_at" datetime NOT NULL
);
CREATE INDEX "shop_order_user_id_idx" ON "shop_order" ("user_id");
CREATE TABLE "tag" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "name" varchar(30) NOT NULL
);
CREATE UNIQUE INDEX "tag_name_uniq" ON "tag" ("name");
