ALTER TABLE "jwt_outstanding_token" RENAME COLUMN "family" TO "family_id";
ALTER INDEX "jwt_outstanding_token_family_idx" RENAME TO "jwt_outstanding_token_family_id_idx";
CREATE TABLE "jwt_refresh_family" (
  "id" uuid NOT NULL PRIMARY KEY,
  "user_id" varchar(255) NULL,
  "created_at" timestamp with time zone NOT NULL,
  "expires_at" timestamp with time zone NOT NULL,
  "revoked_at" timestamp with time zone NULL,
  "revoked_for" varchar(16) NULL,
  "last_used_at" timestamp with time zone NOT NULL,
  "user_agent" varchar(200) NOT NULL,
  "address" varchar(45) NOT NULL,
  "client_id" varchar(100) NULL
);
CREATE INDEX "jwt_refresh_family_expires_at_idx" ON "jwt_refresh_family" ("expires_at");
CREATE INDEX "jwt_refresh_family_user_id_idx" ON "jwt_refresh_family" ("user_id");
-- Every login that is there becomes a family, so that nobody has to log in again.
INSERT INTO "jwt_refresh_family" ("id", "user_id", "created_at", "expires_at", "last_used_at", "user_agent", "address") SELECT "family_id", MIN("user_id"), MIN("created_at"), MAX("expires_at"), MAX("created_at"), '', '' FROM "jwt_outstanding_token" WHERE "family_id" IS NOT NULL GROUP BY "family_id";
ALTER TABLE "jwt_outstanding_token" ADD COLUMN "parent" varchar(255) NULL;
ALTER TABLE "jwt_outstanding_token" ADD CONSTRAINT "jwt_outstanding_token_parent_uniq" UNIQUE ("parent");
ALTER TABLE "jwt_outstanding_token" ADD CONSTRAINT "jwt_outstanding_token_family_id_fk" FOREIGN KEY ("family_id") REFERENCES "jwt_refresh_family" ("id") DEFERRABLE INITIALLY DEFERRED;
