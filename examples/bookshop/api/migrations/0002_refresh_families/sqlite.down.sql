DROP INDEX "jwt_outstanding_token_parent_uniq";
ALTER TABLE "jwt_outstanding_token" DROP COLUMN "parent";
DROP TABLE "jwt_refresh_family";
CREATE TABLE "jwt_outstanding_token__new" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "jti" varchar(255) NOT NULL,
  "user_id" varchar(255) NULL,
  "family_id" char(32) NULL,
  "created_at" datetime NOT NULL,
  "expires_at" datetime NOT NULL,
  "blacklisted_at" datetime NULL
);
INSERT INTO "jwt_outstanding_token__new" ("id", "jti", "user_id", "family_id", "created_at", "expires_at", "blacklisted_at") SELECT "id", "jti", "user_id", "family_id", "created_at", "expires_at", "blacklisted_at" FROM "jwt_outstanding_token";
DELETE FROM sqlite_sequence WHERE name = 'jwt_outstanding_token__new';
INSERT INTO sqlite_sequence (name, seq) SELECT 'jwt_outstanding_token__new', seq FROM sqlite_sequence WHERE name = 'jwt_outstanding_token';
DROP TABLE "jwt_outstanding_token";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "jwt_outstanding_token__new" RENAME TO "jwt_outstanding_token";
PRAGMA legacy_alter_table = OFF;
CREATE UNIQUE INDEX "jwt_outstanding_token_jti_uniq" ON "jwt_outstanding_token" ("jti");
CREATE INDEX "jwt_outstanding_token_expires_at_idx" ON "jwt_outstanding_token" ("expires_at");
CREATE INDEX "jwt_outstanding_token_family_id_idx" ON "jwt_outstanding_token" ("family_id");
CREATE INDEX "jwt_outstanding_token_user_id_idx" ON "jwt_outstanding_token" ("user_id");
ALTER TABLE "jwt_outstanding_token" RENAME COLUMN "family_id" TO "family";
DROP INDEX "jwt_outstanding_token_family_id_idx";
CREATE INDEX "jwt_outstanding_token_family_idx" ON "jwt_outstanding_token" ("family");
