ALTER TABLE "jwt_refresh_family" DROP COLUMN "rotated_at";
ALTER TABLE "jwt_refresh_family" DROP COLUMN "parent_jti";
ALTER TABLE "jwt_refresh_family" DROP COLUMN "token_expires_at";
ALTER TABLE "jwt_refresh_family" DROP COLUMN "jti";
CREATE TABLE "jwt_outstanding_token" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "jti" varchar(255) NOT NULL,
  "user_id" varchar(255) NULL,
  "family_id" char(32) NULL REFERENCES "jwt_refresh_family" ("id") DEFERRABLE INITIALLY DEFERRED,
  "created_at" datetime NOT NULL,
  "expires_at" datetime NOT NULL,
  "blacklisted_at" datetime NULL,
  "parent" varchar(255) NULL
);
CREATE UNIQUE INDEX "jwt_outstanding_token_jti_uniq" ON "jwt_outstanding_token" ("jti");
CREATE UNIQUE INDEX "jwt_outstanding_token_parent_uniq" ON "jwt_outstanding_token" ("parent");
CREATE INDEX "jwt_outstanding_token_expires_at_idx" ON "jwt_outstanding_token" ("expires_at");
CREATE INDEX "jwt_outstanding_token_family_id_idx" ON "jwt_outstanding_token" ("family_id");
CREATE INDEX "jwt_outstanding_token_user_id_idx" ON "jwt_outstanding_token" ("user_id");
