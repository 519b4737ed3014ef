CREATE TABLE "serving" (
	"name" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"session" text NOT NULL,
	"pid" integer NOT NULL,
	"url" text,
	"until" timestamp (3) with time zone NOT NULL,
	"yields" boolean NOT NULL,
	"wanted" boolean DEFAULT false NOT NULL
);
