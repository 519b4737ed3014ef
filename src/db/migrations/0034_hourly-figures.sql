CREATE TABLE "hourly_figures" (
	"integration" text NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"entity" text NOT NULL,
	"flow" text NOT NULL,
	"currency" text NOT NULL,
	"done" integer NOT NULL,
	"skipped" integer NOT NULL,
	"stopped" integer NOT NULL,
	"lag_median_ms" double precision,
	"lag_most_ms" double precision,
	"held_records" integer,
	"held_amount" numeric,
	CONSTRAINT "hourly_figures_integration_hour_entity_flow_currency_pk" PRIMARY KEY("integration","hour","entity","flow","currency")
);
