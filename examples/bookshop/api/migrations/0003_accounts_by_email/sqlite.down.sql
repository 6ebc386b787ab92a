DROP TABLE "mail_outgoing";
DROP TABLE "account_email_code";
DROP TABLE "account_email";
