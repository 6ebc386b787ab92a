ALTER TABLE "jwt_refresh_family" ADD COLUMN "jti" varchar(255) NULL;
CREATE TABLE "jwt_refresh_family__new" (
  "id" char(32) NOT NULL PRIMARY KEY,
  "user_id" varchar(255) NULL,
  "created_at" datetime NOT NULL,
  "expires_at" datetime NOT NULL,
  "revoked_at" datetime NULL,
  "revoked_for" varchar(16) NULL,
  "last_used_at" datetime NOT NULL,
  "user_agent" varchar(200) NOT NULL,
  "address" varchar(45) NOT NULL,
  "client_id" varchar(100) NULL,
  "jti" varchar(255) NULL,
  "token_expires_at" datetime NOT NULL,
  "parent_jti" varchar(255) NULL,
  "rotated_at" datetime NULL
);
INSERT INTO "jwt_refresh_family__new" ("id", "user_id", "created_at", "expires_at", "revoked_at", "revoked_for", "last_used_at", "user_agent", "address", "client_id", "jti", "token_expires_at", "parent_jti", "rotated_at") SELECT "id", "user_id", "created_at", "expires_at", "revoked_at", "revoked_for", "last_used_at", "user_agent", "address", "client_id", "jti", '2000-01-01 00:00:00', NULL, NULL FROM "jwt_refresh_family";
DROP TABLE "jwt_refresh_family";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "jwt_refresh_family__new" RENAME TO "jwt_refresh_family";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX "jwt_refresh_family_expires_at_idx" ON "jwt_refresh_family" ("expires_at");
CREATE INDEX "jwt_refresh_family_user_id_idx" ON "jwt_refresh_family" ("user_id");
-- Every login keeps its newest token and that one's parent, so that nobody has to log in again.
UPDATE "jwt_refresh_family" SET "jti" = "token"."jti", "token_expires_at" = "token"."expires_at", "parent_jti" = "token"."parent", "rotated_at" = "token"."created_at" FROM "jwt_outstanding_token" AS "token" WHERE "token"."family_id" = "jwt_refresh_family"."id" AND "token"."blacklisted_at" IS NULL;
DROP TABLE "jwt_outstanding_token";
-- Logins without a good token are over: tokens of a login that is not there are refused.
DELETE FROM "jwt_refresh_family" WHERE "jti" IS NULL;
