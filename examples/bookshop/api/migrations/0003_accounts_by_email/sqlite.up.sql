CREATE TABLE "account_email" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "address" varchar(254) NOT NULL,
  "email" varchar(254) NOT NULL,
  "user_id" varchar(255) NOT NULL,
  "verified_at" datetime NULL
);
CREATE UNIQUE INDEX "account_email_address_uniq" ON "account_email" ("address");
CREATE UNIQUE INDEX "account_email_user_id_uniq" ON "account_email" ("user_id");
CREATE TABLE "account_email_code" (
  "id" char(32) NOT NULL PRIMARY KEY,
  "purpose" varchar(20) NOT NULL,
  "address" varchar(254) NOT NULL,
  "email" varchar(254) NOT NULL,
  "user_id" varchar(255) NULL,
  "code_hash" varchar(64) NOT NULL,
  "attempts" integer unsigned NOT NULL CHECK ("attempts" >= 0),
  "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)),
  "created_at" datetime NOT NULL,
  "expires_at" datetime NOT NULL
);
CREATE INDEX "account_email_code_address_idx" ON "account_email_code" ("address");
CREATE INDEX "account_email_code_created_at_idx" ON "account_email_code" ("created_at");
CREATE TABLE "mail_outgoing" (
  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  "message_id" varchar(400) NOT NULL,
  "from" text NOT NULL CHECK ((JSON_VALID("from") OR "from" IS NULL)),
  "to" text NOT NULL CHECK ((JSON_VALID("to") OR "to" IS NULL)),
  "cc" text NOT NULL CHECK ((JSON_VALID("cc") OR "cc" IS NULL)),
  "bcc" text NOT NULL CHECK ((JSON_VALID("bcc") OR "bcc" IS NULL)),
  "reply_to" text NULL CHECK ((JSON_VALID("reply_to") OR "reply_to" IS NULL)),
  "subject" text NOT NULL,
  "text" text NOT NULL,
  "html" text NULL,
  "headers" text NOT NULL CHECK ((JSON_VALID("headers") OR "headers" IS NULL)),
  "created_at" datetime NOT NULL,
  "expires_at" datetime NULL,
  "attempts" integer NOT NULL,
  "next_attempt_at" datetime NULL,
  "sent_at" datetime NULL,
  "failed_at" datetime NULL,
  "last_error" varchar(120) NOT NULL
);
CREATE UNIQUE INDEX "mail_outgoing_message_id_uniq" ON "mail_outgoing" ("message_id");
CREATE INDEX "mail_outgoing_created_at_idx" ON "mail_outgoing" ("created_at");
CREATE INDEX "mail_outgoing_next_attempt_at_idx" ON "mail_outgoing" ("next_attempt_at");
-- Whoever has an address already can be found by it; where two users have one, the first.
INSERT INTO "account_email" ("address", "email", "user_id")
  SELECT lower("email"), "email", CAST("id" AS varchar(255)) FROM "auth_user" AS "mine"
  WHERE "email" LIKE '%_@%_' AND "email" NOT LIKE '%+%' AND NOT EXISTS (
    SELECT 1 FROM "auth_user" AS "other"
    WHERE lower("other"."email") = lower("mine"."email") AND "other"."id" < "mine"."id"
  );
