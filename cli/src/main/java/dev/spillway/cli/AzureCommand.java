package dev.spillway.cli;

import picocli.CommandLine.Command;

@Command(
    name = "azure",
    description = "What a subscription of Azure or of an Azure Stack Hub needs for Spillway.",
    subcommands = AzureRolesCommand.class,
    mixinStandardHelpOptions = true)
final class AzureCommand {}
