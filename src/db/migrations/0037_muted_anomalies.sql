CREATE TABLE "muted_anomalies" (
	"integration" text NOT NULL,
	"key" text NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "muted_anomalies_integration_key_pk" PRIMARY KEY("integration","key")
);
