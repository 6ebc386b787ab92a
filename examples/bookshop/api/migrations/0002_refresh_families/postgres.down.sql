ALTER TABLE "jwt_outstanding_token" DROP CONSTRAINT "jwt_outstanding_token_parent_uniq";
ALTER TABLE "jwt_outstanding_token" DROP COLUMN "parent";
ALTER TABLE "jwt_outstanding_token" DROP CONSTRAINT "jwt_outstanding_token_family_id_fk";
DROP TABLE "jwt_refresh_family";
ALTER TABLE "jwt_outstanding_token" RENAME COLUMN "family_id" TO "family";
ALTER INDEX "jwt_outstanding_token_family_id_idx" RENAME TO "jwt_outstanding_token_family_idx";
