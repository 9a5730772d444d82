package dev.spillway.azure.containerapps;

import dev.spillway.azure.Access;

/** The keys of an {@code azure-container-apps}. */
final class SettingsSchema {
  static final String TEXT =
      """
      {
        "type": "object",
        "description": "Runs the instances as replicas of a container app in a managed environment that exists. The release's jar is packed into an image, pushed to your registry and run by its digest.",
        "additionalProperties": false,
        "required": ["subscription", "resource-group", "environment", "repository", "base-image"],
        "properties": {
      """
          + Access.SCHEMA
          + """
              "resource-group": {
                "description": "The group that the app is made in; it exists.",
                "type": "string", "pattern": "^[-A-Za-z0-9_().]{1,90}$"
              },
              "environment": {
                "description": "The managed environment that the app runs in; it exists.",
                "type": "string", "pattern": "^[A-Za-z][-A-Za-z0-9]{0,58}[A-Za-z0-9]$"
              },
              "environment-group": {
                "description": "The group of the environment. Default: resource-group",
                "type": "string", "pattern": "^[-A-Za-z0-9_().]{1,90}$"
              },
              "name": {
                "description": "Name of the container app. Default: one that is made from app, site and controller",
                "type": "string", "pattern": "^[a-z](-?[a-z0-9]){1,31}$"
              },
              "repository": {
                "description": "Where images are pushed to and pulled from: REGISTRY/PATH. Both ways by TLS, unless the registry is this machine's loopback.",
                "type": "string", "pattern": "^[A-Za-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)+$"
              },
              "base-image": {
                "description": "What the jar is laid upon: an image for linux/amd64 with java on its path, by digest: REGISTRY/PATH@sha256:DIGEST",
                "type": "string", "pattern": "^[A-Za-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)+@sha256:[0-9a-f]{64}$"
              },
              "registry-user": {
                "description": "Who pushes, and pulls unless registry-identity is set. Default: nobody, for a registry that asks for none",
                "type": "string", "minLength": 1
              },
              "registry-password": {
                "description": "Of registry-user: ${env:NAME} or ${file:/path}.",
                "type": "string", "minLength": 1
              },
              "registry-identity": {
                "description": "Resource id of a user-assigned identity that pulls, so that the app holds no password.",
                "type": "string", "pattern": "^/subscriptions/.+/userAssignedIdentities/[^/]+$"
              },
              "cpu": {
                "description": "Cores of a replica. Default: 0.5",
                "type": "number", "minimum": 0.25, "maximum": 64
              },
              "memory": {
                "description": "Memory of a replica. The consumption profile wants 2Gi for each core. Default: 1Gi",
                "type": "string", "pattern": "^[0-9]+(\\\\.[0-9]+)?Gi$"
              },
              "workload-profile": {
                "description": "Profile of the environment that the replicas run on. Default: the environment's own",
                "type": "string", "minLength": 1
              },
              "target-port": {
                "description": "Port that the app listens on in its container, told to it as PORT. Default: 8080",
                "type": "integer", "minimum": 1, "maximum": 65535
              },
              "certificate": {
                "description": "PFX file with key and certificate for the app's host, brought to the environment before the site may serve. Default: none, so the host is served without TLS",
                "type": "string", "minLength": 1
              },
              "certificate-password": {
                "description": "Of the PFX file: ${env:NAME} or ${file:/path}.",
                "type": "string", "minLength": 1
              },
              "port": {
                "description": "Port of the environment's address that clients use. Default: 443 when health.scheme is https, else 80",
                "type": "integer", "minimum": 1, "maximum": 65535
              },
              "at-zero": {
                "description": "After the last instance. delete: nothing stays; stop: the app stays with its settings, stopped, which is not billed and wakes without being made anew. Default: delete",
                "enum": ["delete", "stop"]
              },
              "start-timeout": {
                "description": "An instance that does not run by then has failed. Default: 10min",
                "$ref": "#/$defs/period"
              }
            }
          }
          """;

  private SettingsSchema() {}
}
