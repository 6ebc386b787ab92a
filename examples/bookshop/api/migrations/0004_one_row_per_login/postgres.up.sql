ALTER TABLE "jwt_refresh_family" ADD COLUMN "jti" varchar(255) NULL;
ALTER TABLE "jwt_refresh_family" ADD COLUMN "token_expires_at" timestamp with time zone NOT NULL DEFAULT '2000-01-01T00:00:00Z';
ALTER TABLE "jwt_refresh_family" ALTER COLUMN "token_expires_at" DROP DEFAULT;
ALTER TABLE "jwt_refresh_family" ADD COLUMN "parent_jti" varchar(255) NULL;
ALTER TABLE "jwt_refresh_family" ADD COLUMN "rotated_at" timestamp with time zone NULL;
-- Every login keeps its newest token and that one's parent, so that nobody has to log in again.
UPDATE "jwt_refresh_family" SET "jti" = "token"."jti", "token_expires_at" = "token"."expires_at", "parent_jti" = "token"."parent", "rotated_at" = "token"."created_at" FROM "jwt_outstanding_token" AS "token" WHERE "token"."family_id" = "jwt_refresh_family"."id" AND "token"."blacklisted_at" IS NULL;
ALTER TABLE "jwt_outstanding_token" DROP CONSTRAINT "jwt_outstanding_token_family_id_fk";
DROP TABLE "jwt_outstanding_token";
-- Logins without a good token are over: tokens of a login that is not there are refused.
DELETE FROM "jwt_refresh_family" WHERE "jti" IS NULL;
