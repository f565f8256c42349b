import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { AuditTrail } from './audit.service.js';
import { HomeController } from './home.controller.js';
import { Home } from './home.service.js';

@Module({ controllers: [HomeController, AuditController], providers: [Home, AuditTrail] })
export class DashboardModule {}
