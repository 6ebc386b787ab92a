ALTER TABLE "jwt_outstanding_token" RENAME COLUMN "family" TO "family_id";
DROP INDEX "jwt_outstanding_token_family_idx";
CREATE INDEX "jwt_outstanding_token_family_id_idx" ON "jwt_outstanding_token" ("family_id");
CREATE TABLE "jwt_refresh_family" (
  "id" char(32) NOT NULL PRIMARY KEY,
  "user_id" varchar(255) NULL,
  "created_at" datetime NOT NULL,
  "expires_at" datetime NOT NULL,
  "revoked_at" datetime NULL,
  "revoked_for" varchar(16) NULL,
  "last_used_at" datetime NOT NULL,
  "user_agent" varchar(200) NOT NULL,
  "address" varchar(45) NOT NULL,
  "client_id" varchar(100) NULL
);
CREATE INDEX "jwt_refresh_family_expires_at_idx" ON "jwt_refresh_family" ("expires_at");
CREATE INDEX "jwt_refresh_family_user_id_idx" ON "jwt_refresh_family" ("user_id");
-- Every login that is there becomes a family, so that nobody has to log in again.
INSERT INTO "jwt_refresh_family" ("id", "user_id", "created_at", "expires_at", "last_used_at", "user_agent", "address") SELECT "family_id", MIN("user_id"), MIN("created_at"), MAX("expires_at"), MAX("created_at"), '', '' FROM "jwt_outstanding_token" WHERE "family_id" IS NOT NULL GROUP BY "family_id";
CREATE TABLE "jwt_outstanding_token__new" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "jti" varchar(255) NOT NULL,
  "user_id" varchar(255) NULL,
  "family_id" char(32) NULL REFERENCES "jwt_refresh_family" ("id") DEFERRABLE INITIALLY DEFERRED,
  "created_at" datetime NOT NULL,
  "expires_at" datetime NOT NULL,
  "blacklisted_at" datetime NULL,
  "parent" varchar(255) NULL
);
INSERT INTO "jwt_outstanding_token__new" ("id", "jti", "user_id", "family_id", "created_at", "expires_at", "blacklisted_at", "parent") SELECT "id", "jti", "user_id", "family_id", "created_at", "expires_at", "blacklisted_at", NULL FROM "jwt_outstanding_token";
DELETE FROM sqlite_sequence WHERE name = 'jwt_outstanding_token__new';
INSERT INTO sqlite_sequence (name, seq) SELECT 'jwt_outstanding_token__new', seq FROM sqlite_sequence WHERE name = 'jwt_outstanding_token';
DROP TABLE "jwt_outstanding_token";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "jwt_outstanding_token__new" RENAME TO "jwt_outstanding_token";
PRAGMA legacy_alter_table = OFF;
CREATE UNIQUE INDEX "jwt_outstanding_token_jti_uniq" ON "jwt_outstanding_token" ("jti");
CREATE UNIQUE INDEX "jwt_outstanding_token_parent_uniq" ON "jwt_outstanding_token" ("parent");
CREATE INDEX "jwt_outstanding_token_expires_at_idx" ON "jwt_outstanding_token" ("expires_at");
CREATE INDEX "jwt_outstanding_token_family_id_idx" ON "jwt_outstanding_token" ("family_id");
CREATE INDEX "jwt_outstanding_token_user_id_idx" ON "jwt_outstanding_token" ("user_id");
